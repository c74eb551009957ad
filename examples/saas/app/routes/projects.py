"""Projects, their tasks, and what belongs to tasks."""

from collections.abc import Sequence

from fastapi import APIRouter, Response, status
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.access import CurrentClaims, TenantTransaction
from app.bodies import NewComment, NewProject, NewTask, TaskLabels, TaskView
from app.models import Comment, Label, Project, Task
from app.routes.found import found
from app.schemas import CommentRead, ProjectRead, TaskRead, TaskUpdate

router = APIRouter(tags=["projects"])


@router.get("/projects", response_model=list[ProjectRead])
async def list_projects(session: TenantTransaction) -> Sequence[Project]:
    """All projects, by key."""
    return (await session.scalars(select(Project).order_by(Project.key))).all()


@router.post(
    "/projects", response_model=ProjectRead, status_code=status.HTTP_201_CREATED
)
async def create_project(body: NewProject, session: TenantTransaction) -> Project:
    """Begin a project."""
    project = Project(**body.model_dump(exclude_unset=True))
    session.add(project)
    await session.flush()
    return project


@router.get("/projects/{project_id}", response_model=ProjectRead)
async def read_project(project_id: str, session: TenantTransaction) -> Project:
    """One project."""
    return await found(session, Project, project_id)


@router.get("/projects/{project_id}/tasks", response_model=list[TaskRead])
async def list_tasks(project_id: str, session: TenantTransaction) -> Sequence[Task]:
    """The tasks of a project, by number."""
    await found(session, Project, project_id)
    return (
        await session.scalars(
            select(Task).where(Task.project_id == project_id).order_by(Task.number)
        )
    ).all()


@router.post(
    "/projects/{project_id}/tasks",
    response_model=TaskRead,
    status_code=status.HTTP_201_CREATED,
)
async def create_task(
    project_id: str, body: NewTask, session: TenantTransaction, claims: CurrentClaims
) -> Task:
    """Add a task to a project."""
    await found(session, Project, project_id)
    last = await session.scalar(
        select(func.max(Task.number)).where(Task.project_id == project_id)
    )
    values = body.model_dump(exclude_unset=True)
    values |= {
        "project_id": project_id,
        "number": (last or 0) + 1,
        "reporter_id": claims.user_id,
    }
    task = Task(**values)
    session.add(task)
    await session.flush()
    return task


@router.get("/tasks/{task_id}", response_model=TaskView)
async def read_task(task_id: str, session: TenantTransaction) -> Task:
    """One task with its labels and comments."""
    return await found(
        session, Task, task_id, selectinload(Task.labels), selectinload(Task.comments)
    )


@router.patch("/tasks/{task_id}", response_model=TaskRead)
async def update_task(
    task_id: str, body: TaskUpdate, session: TenantTransaction
) -> Task:
    """Change what the body names."""
    task = await found(session, Task, task_id)
    for name, value in body.model_dump(exclude_unset=True).items():
        setattr(task, name, value)
    await session.flush()
    return task


@router.delete("/tasks/{task_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_task(task_id: str, session: TenantTransaction) -> Response:
    """Remove a task."""
    await session.delete(await found(session, Task, task_id))
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.put("/tasks/{task_id}/labels", response_model=TaskView)
async def label_task(
    task_id: str, body: TaskLabels, session: TenantTransaction
) -> Task:
    """Give a task just these labels; what there is no label for yet becomes one."""
    task = await found(
        session, Task, task_id, selectinload(Task.labels), selectinload(Task.comments)
    )
    known = {
        label.name: label
        for label in await session.scalars(
            select(Label).where(Label.name.in_(body.names))
        )
    }
    task.labels = [
        known.get(name) or Label(name=name) for name in dict.fromkeys(body.names)
    ]
    await session.flush()
    return task


@router.post(
    "/tasks/{task_id}/comments",
    response_model=CommentRead,
    status_code=status.HTTP_201_CREATED,
)
async def comment_on_task(
    task_id: str, body: NewComment, session: TenantTransaction, claims: CurrentClaims
) -> Comment:
    """Say something about a task."""
    await found(session, Task, task_id)
    comment = Comment(task_id=task_id, author_id=claims.user_id, body=body.body)
    session.add(comment)
    await session.flush()
    return comment
