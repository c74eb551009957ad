// Projects, their tasks, and what belongs to tasks.
import { Hono } from "hono";
import { newComment, newProject, newTask, taskChanges, taskLabels } from "../bodies.ts";
import { body, found, type Env } from "../http.ts";
import * as views from "../views.ts";

export const projects = new Hono<Env>();
const whole = { labels: true, comments: true } as const;

projects.get("/projects", async (context) => {
  const rows = await context.var.db.project.findMany({ orderBy: { key: "asc" } });
  return context.json(rows.map(views.project));
});

projects.post("/projects", async (context) => {
  const { claims, db } = context.var;
  const row = await db.project.create({
    data: { organizationId: claims.organizationId, ...(await body(context, newProject)) },
  });
  return context.json(views.project(row), 201);
});

projects.get("/projects/:id", async (context) => {
  const id = context.req.param("id");
  const row = await context.var.db.project.findUnique({ where: { id } });
  return context.json(views.project(found(row, `Project ${id}`)));
});

projects.get("/projects/:id/tasks", async (context) => {
  const id = context.req.param("id");
  const row = await context.var.db.project.findUnique({
    where: { id },
    include: { tasks: { orderBy: { number: "asc" } } },
  });
  return context.json(found(row, `Project ${id}`).tasks.map((task) => views.task(task)));
});

projects.post("/projects/:id/tasks", async (context) => {
  const { claims, db } = context.var;
  const projectId = context.req.param("id");
  found(await db.project.findUnique({ where: { id: projectId } }), `Project ${projectId}`);
  const last = await db.task.findFirst({ where: { projectId }, orderBy: { number: "desc" } });
  const row = await db.task.create({
    data: {
      organizationId: claims.organizationId,
      ...(await body(context, newTask)),
      projectId,
      number: (last?.number ?? 0) + 1,
      reporterId: claims.userId,
    },
  });
  return context.json(views.task(row), 201);
});

projects.get("/tasks/:id", async (context) => {
  const id = context.req.param("id");
  const row = await context.var.db.task.findUnique({ where: { id }, include: whole });
  return context.json(views.task(found(row, `Task ${id}`)));
});

projects.patch("/tasks/:id", async (context) => {
  const id = context.req.param("id");
  const row = await context.var.db.task.update({ where: { id }, data: await body(context, taskChanges) });
  return context.json(views.task(row));
});

projects.delete("/tasks/:id", async (context) => {
  await context.var.db.task.delete({ where: { id: context.req.param("id") } });
  return context.body(null, 204);
});

projects.put("/tasks/:id/labels", async (context) => {
  const { claims, db } = context.var;
  const { names } = await body(context, taskLabels);
  const organizationId = claims.organizationId;
  const row = await db.task.update({
    where: { id: context.req.param("id") },
    data: {
      labels: {
        set: [],
        connectOrCreate: [...new Set(names)].map((name) => ({
          where: { organizationId_name: { organizationId, name } },
          create: { organizationId, name },
        })),
      },
    },
    include: whole,
  });
  return context.json(views.task(row));
});

projects.post("/tasks/:id/comments", async (context) => {
  const { claims, db } = context.var;
  const id = context.req.param("id");
  found(await db.task.findUnique({ where: { id } }), `Task ${id}`);
  const row = await db.comment.create({
    data: { taskId: id, authorId: claims.userId, ...(await body(context, newComment)) },
  });
  return context.json(row, 201);
});
